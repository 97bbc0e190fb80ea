"""The author's flow: lesson text, then notebook, then check data and release. The text is the truth."""
