// Nothing: whoever needs it is left out of the catalog.
