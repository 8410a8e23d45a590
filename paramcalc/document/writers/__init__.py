"""The writers: one file for each output form, each able to write any document."""
