"""What stands on the pages: rows in, HTML out, one module a page. No Streamlit, no SQL."""
