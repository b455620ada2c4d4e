"""What a proposal changes: the files of a revision against those that are here now. Both are data; nothing is run."""
