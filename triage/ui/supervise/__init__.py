"""What supervisors see of others' work, and what they take over of it."""
