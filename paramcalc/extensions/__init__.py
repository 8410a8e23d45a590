"""Extensions of other programs: answers in pages that Python-Markdown and Sphinx build."""
