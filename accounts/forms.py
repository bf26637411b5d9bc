"""Forms of people: sign-up, profile."""

from allauth.account.forms import SignupForm


class SignUpForm(SignupForm):
    """Sign-up with e-mail and password."""
