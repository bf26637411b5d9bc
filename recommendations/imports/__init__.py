"""Brings what happened elsewhere into the site: public data sets, tables of interactions."""
