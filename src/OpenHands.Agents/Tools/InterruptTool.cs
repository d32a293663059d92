namespace OpenHands.Agents.Tools;

/// <summary>Stops the running command.</summary>
internal sealed class InterruptTool(ToolSession session) : RuntimeTool(
    "interrupt",
    Words,
    Schema,
    session)
{
    internal const string Words =
        "Stops the command that is running, with everything it started, and returns what it still printed. The shell stays. Does nothing when no command is running.";

    internal static readonly ToolSchema Schema = new("""{ "type": "object", "properties": {}, "additionalProperties": false }""");

    /// <summary>The action that a call asks for.</summary>
    public static CmdRunAction ToAction() => new("ctrl+c") { Blocking = true, KeepPrompt = false };

    /// <inheritdoc />
    protected override async Task<string> InvokeAsync(ToolArguments arguments, CancellationToken cancellationToken) =>
        CommandText.Describe(await Session.ExecuteAsync(ToAction(), cancellationToken).ConfigureAwait(false), Session.Options.MaxResultLength);
}
