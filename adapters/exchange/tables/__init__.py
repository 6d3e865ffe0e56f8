"""Tables as files that spreadsheets open: CSV and XLSX, made row by row."""
