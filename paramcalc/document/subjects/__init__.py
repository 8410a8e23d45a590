"""The builders: one file for each subject, from its value to a document. Every phrase of an answer is written here."""
