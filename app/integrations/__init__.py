"""What is not ours: signing, pictures of codes, other people's servers."""
