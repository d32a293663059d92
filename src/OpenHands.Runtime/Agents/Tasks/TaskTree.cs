using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpenHands;

/// <summary>What an agent has set itself to do: a tree of tasks below a root without a goal.</summary>
/// <remarks>Not safe for concurrent use. Kept for agents of 0.9.3; later versions of OpenHands dropped it.</remarks>
public sealed class TaskTree
{
    /// <summary>Most tasks in a tree.</summary>
    public const int MaxTasks = 1000;

    // Goals are nested no deeper than this.
    private const int MaxDepth = 32;

    private readonly TaskNode _root = new(null, "");
    private int _count;

    /// <summary>Makes a tree without tasks.</summary>
    public TaskTree()
    {
    }

    internal TaskTree(AgentTask root)
    {
        _root.Set(root.State);
        Copy(root, _root);
    }

    /// <summary>Whether it has no tasks.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Adds a task, with tasks below it.</summary>
    /// <param name="parentId">Dotted id of the task above; empty for the root.</param>
    /// <param name="goal">What it is about.</param>
    /// <param name="subtasks">A list of objects with <c>goal</c>, and perhaps <c>state</c> and <c>subtasks</c>; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">There is no such task, the list is something else, or the tree is full. Nothing is added.</exception>
    public void Add(string parentId, string goal, JsonPayload? subtasks = null)
    {
        ArgumentNullException.ThrowIfNull(goal);
        var parent = Find(parentId);
        var added = new AgentTask("", goal, AgentTaskState.Open, subtasks is null ? [] : ReadList(subtasks.Element, parent.Id.Split('.').Length));
        if (_count + CountOf(added) > MaxTasks)
        {
            throw new ArgumentException($"A task tree holds at most {MaxTasks} tasks; this one has {_count}. Finish some before adding more.");
        }

        AddTo(parent, added);
    }

    /// <summary>Changes how far a task is, and with it those below or above; the root is completed when all below it is done.</summary>
    /// <param name="taskId">Dotted id of the task; empty for the root.</param>
    /// <param name="state">A word of <see cref="AgentTaskState"/>, such as <c>in_progress</c>.</param>
    /// <exception cref="ArgumentException">There is no such task or no such state. Nothing is changed.</exception>
    public void SetState(string taskId, string state)
    {
        var parsed = ParseState(state);
        Find(taskId).Set(parsed);
        if (_root.Subtasks.All(task => task.IsDone))
        {
            _root.Set(AgentTaskState.Completed);
        }
    }

    /// <summary>The tree as it is now.</summary>
    public AgentTask ToTask() => _root.ToTask();

    /// <summary>The tree as text for a prompt, a line for each task.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Write(_root, 0, text);
        return text.ToString();
    }

    private static void Write(TaskNode task, int depth, StringBuilder text)
    {
        var sign = task.State switch
        {
            AgentTaskState.Verified => "✅",
            AgentTaskState.Completed => "🟢",
            AgentTaskState.Abandoned => "❌",
            AgentTaskState.InProgress => "💪",
            _ => "🔵",
        };
        text.Append(' ', depth * 4).Append(CultureInfo.InvariantCulture, $"{sign} {task.Id} {task.Goal}\n");
        foreach (var subtask in task.Subtasks)
        {
            Write(subtask, depth + 1, text);
        }
    }

    private static AgentTaskState ParseState(string? state) => Enum.GetValues<AgentTaskState>().Where(known => WordOf(known) == state).ToArray() is [var found]
        ? found
        : throw new ArgumentException($"'{state}' is no state of a task. States are {string.Join(", ", Enum.GetValues<AgentTaskState>().Select(WordOf))}.");

    private static string WordOf(AgentTaskState state) =>
        JsonSerializer.SerializeToElement(state, ControllerJsonContext.Default.AgentTaskState).GetString()!;

    private static AgentTask[] ReadList(JsonElement list, int depth)
    {
        if (list.ValueKind != JsonValueKind.Array || depth >= MaxDepth)
        {
            throw new ArgumentException($"Subtasks are a list of objects, nested at most {MaxDepth} deep.");
        }

        return [.. list.EnumerateArray().Select(item => Read(item, depth))];
    }

    private static AgentTask Read(JsonElement item, int depth)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("goal", out var goal) || goal.ValueKind != JsonValueKind.String)
        {
            throw new ArgumentException($"A subtask is an object with a goal, not {item.GetRawText()[..Math.Min(item.GetRawText().Length, 80)]}.");
        }

        var state = item.TryGetProperty("state", out var word) && word.ValueKind == JsonValueKind.String ? ParseState(word.GetString()) : AgentTaskState.Open;
        return new AgentTask("", goal.GetString()!, state, item.TryGetProperty("subtasks", out var list) ? ReadList(list, depth + 1) : []);
    }

    private static int CountOf(AgentTask task) => 1 + task.Subtasks.Sum(CountOf);

    private TaskNode Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var task = _root;
        foreach (var part in id.Length == 0 ? [] : id.Split('.'))
        {
            task = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < task.Subtasks.Count
                ? task.Subtasks[position]
                : throw new ArgumentException($"There is no task '{id}'. An id is a path of positions counted from 0, such as 1.0; the root's is empty.");
        }

        return task;
    }

    private void AddTo(TaskNode parent, AgentTask task) => Copy(task, parent.Add(task.Goal, task.State));

    private void Copy(AgentTask from, TaskNode to)
    {
        _count += to == _root ? 0 : 1;
        foreach (var subtask in from.Subtasks)
        {
            AddTo(to, subtask);
        }
    }
}
