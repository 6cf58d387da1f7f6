"""Playing: one state's decisions taken by hand, month by month, in a world that is otherwise the model's."""
