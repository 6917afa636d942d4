"""What is sent and answered, as shapes that check and document themselves."""
