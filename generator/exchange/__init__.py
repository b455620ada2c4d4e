"""Lists in and out: records as a workbook or a CSV file, and back into their files."""
