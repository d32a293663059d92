namespace OpenHands;

/// <summary>A task that can change. Belongs to one <see cref="TaskTree"/>.</summary>
internal sealed class TaskNode(TaskNode? parent, string goal)
{
    private readonly List<TaskNode> _subtasks = [];
    private readonly int _position = parent?._subtasks.Count ?? 0;

    public string Id => parent is null ? "" : parent.Id.Length == 0 ? $"{_position}" : $"{parent.Id}.{_position}";

    public string Goal => goal;

    public AgentTaskState State { get; private set; }

    public IReadOnlyList<TaskNode> Subtasks => _subtasks;

    public bool IsDone => State is AgentTaskState.Completed or AgentTaskState.Abandoned or AgentTaskState.Verified;

    public TaskNode Add(string subgoal, AgentTaskState state)
    {
        var subtask = new TaskNode(this, subgoal) { State = state };
        _subtasks.Add(subtask);
        return subtask;
    }

    /// <summary>What is done is done with all below it, except what was given up; what is begun is begun with all above it.</summary>
    public void Set(AgentTaskState state)
    {
        State = state;
        if (IsDone)
        {
            foreach (var subtask in _subtasks.Where(subtask => subtask.State != AgentTaskState.Abandoned))
            {
                subtask.Set(state);
            }
        }
        else if (state == AgentTaskState.InProgress)
        {
            parent?.Set(state);
        }
    }

    public AgentTask ToTask() => new(Id, Goal, State, [.. _subtasks.Select(subtask => subtask.ToTask())]);
}
