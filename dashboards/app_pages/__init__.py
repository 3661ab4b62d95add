"""The pages, one file each: title, filters, fetch, draw. Streamlit runs them as scripts."""
