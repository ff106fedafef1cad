"""Documents for clients: statements as text, Markdown, HTML, PDF and tables; electronic invoices. Equal input, equal bytes."""
