using System.Runtime.CompilerServices;

namespace OpenHands.Testing;

/// <summary>What a test expects of the use of a <see cref="FakeRuntime"/>.</summary>
/// <remarks>All of them throw a <see cref="RuntimeAssertionException"/> that shows what the runtime has run.</remarks>
public static class RuntimeAssertions
{
    /// <summary>Expects a command of exactly this text to have been run.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="command">The text.</param>
    /// <param name="times">How often; <see langword="null"/> for at least once.</param>
    /// <returns>The first such call.</returns>
    public static RecordedCall ShouldHaveRun(this FakeRuntime runtime, string command, int? times = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Expect<CmdRunAction>(runtime, run => run.Command == command, times, $"the command {Summary.Quote(command)}");
    }

    /// <summary>Expects an action of a kind to have reached the sandbox.</summary>
    /// <typeparam name="TAction">The kind of action.</typeparam>
    /// <param name="runtime">The runtime.</param>
    /// <param name="where">Which one; <see langword="null"/> for any of that kind.</param>
    /// <param name="times">How often; <see langword="null"/> for at least once.</param>
    /// <param name="condition">The text of <paramref name="where"/>, for messages; filled in by the compiler.</param>
    /// <returns>The first such call.</returns>
    public static RecordedCall ShouldHaveRun<TAction>(
        this FakeRuntime runtime, Func<TAction, bool>? where = null, int? times = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
        where TAction : AgentAction =>
        Expect(runtime, where, times, Describe<TAction>(where, condition));

    /// <summary>Expects that no command of exactly this text was run.</summary>
    public static void ShouldNotHaveRun(this FakeRuntime runtime, string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        ExpectNone<CmdRunAction>(runtime, run => run.Command == command, $"the command {Summary.Quote(command)}");
    }

    /// <summary>Expects that no action of a kind has reached the sandbox.</summary>
    /// <typeparam name="TAction">The kind of action.</typeparam>
    /// <param name="runtime">The runtime.</param>
    /// <param name="where">Which one; <see langword="null"/> for any of that kind.</param>
    /// <param name="condition">The text of <paramref name="where"/>, for messages; filled in by the compiler.</param>
    public static void ShouldNotHaveRun<TAction>(
        this FakeRuntime runtime, Func<TAction, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
        where TAction : AgentAction =>
        ExpectNone(runtime, where, Describe<TAction>(where, condition));

    /// <summary>Expects these commands to have been run in this order; others may have come between.</summary>
    public static void ShouldHaveRunInOrder(this FakeRuntime runtime, params IEnumerable<string> commands)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(commands);
        var calls = runtime.Calls;
        string[] expected = [.. commands];
        var found = 0;
        foreach (var run in calls.Select(call => call.Action).OfType<CmdRunAction>())
        {
            found += found < expected.Length && run.Command == expected[found] ? 1 : 0;
        }

        if (found < expected.Length)
        {
            throw new RuntimeAssertionException(
                $"Expected these commands in this order: {string.Join(", ", expected.Select(Summary.Quote))}. {Summary.Quote(expected[found])} did not come in its place.\n{Summary.Of(calls)}");
        }
    }

    /// <summary>Expects a file in the sandbox.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="path">Absolute, or relative to the workspace.</param>
    /// <param name="content">Its text; <see langword="null"/> for any.</param>
    public static void ShouldHaveFile(this FakeRuntime runtime, string path, string? content = null)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(path);
        string actual;
        try
        {
            actual = runtime.Files.Read(path);
        }
        catch (IOException exception)
        {
            var paths = runtime.Files.Paths;
            throw new RuntimeAssertionException(
                $"Expected the file {path}. {exception.Message}\n{(paths.Count == 0 ? "There are no files." : $"There are:\n{string.Join('\n', paths.Select(file => $"  {file}"))}")}",
                exception);
        }

        if (content is not null && actual != content)
        {
            throw new RuntimeAssertionException($"Expected another content of the file {path}.\n{TextDifference.Describe(content, actual)}");
        }
    }

    /// <summary>Expects that every scripted answer and every recorded one was used at least once, and that nothing else was asked for.</summary>
    public static void ShouldHaveFollowedItsScript(this FakeRuntime runtime)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        runtime.ThrowIfScriptNotFollowed();
    }

    private static RecordedCall Expect<TAction>(FakeRuntime runtime, Func<TAction, bool>? where, int? times, string what)
        where TAction : AgentAction
    {
        ArgumentNullException.ThrowIfNull(runtime);
        if (times is { } wanted)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1, nameof(times));
        }

        var calls = runtime.Calls;
        var found = Find(calls, where);
        return found.Length > 0 && found.Length == (times ?? found.Length)
            ? found[0]
            : throw new RuntimeAssertionException(
                $"Expected {what} to have run{(times is null ? "" : $" {times} times, but it ran {found.Length} times")}.\n{Summary.Of(calls)}");
    }

    private static void ExpectNone<TAction>(FakeRuntime runtime, Func<TAction, bool>? where, string what)
        where TAction : AgentAction
    {
        ArgumentNullException.ThrowIfNull(runtime);
        var calls = runtime.Calls;
        if (Find(calls, where).Length > 0)
        {
            throw new RuntimeAssertionException($"Expected {what} not to have run.\n{Summary.Of(calls)}");
        }
    }

    private static RecordedCall[] Find<TAction>(IReadOnlyList<RecordedCall> calls, Func<TAction, bool>? where)
        where TAction : AgentAction =>
        [.. calls.Where(call => call.Action is TAction action && (where is null || where(action)))];

    private static string Describe<TAction>(Func<TAction, bool>? where, string? condition)
        where TAction : AgentAction =>
        where is null ? $"a {typeof(TAction).Name}" : $"a {typeof(TAction).Name} where {condition}";
}
