"""What the app returns when it ends, besides 0 and the codes of signals."""

TRY_DEMO = 64
"""The user wants to look at the sample business."""
