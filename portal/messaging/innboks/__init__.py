"""Mail that comes in: fetched from a mail box, read, and handed to the room that knows whom it is from."""
