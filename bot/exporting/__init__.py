"""What is stored, as a file that a spreadsheet opens and an import reads back."""
