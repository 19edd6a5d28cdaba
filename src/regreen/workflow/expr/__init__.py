"""The expression language of GitHub Actions."""
