"""数据: the marts with their documentation, and SQL on them."""
