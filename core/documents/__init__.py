"""What a client receives, as text, Markdown, HTML, PDF and tables; one content, the same bytes for the same statement."""
