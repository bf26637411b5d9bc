// Starts the small behaviours that every page has; each lives in a module of its own.

import "./card-menu.js";
import "./csrf.js";
import "./folds.js";
import "./menus.js";
import "./returning.js";
import "./search.js";
import "./theme.js";
import "./toasts.js";
import "./why.js";
