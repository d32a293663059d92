namespace OpenHands.Agents.Tools;

/// <summary>Stops the running command.</summary>
internal sealed class InterruptTool(ToolSession session) : RuntimeTool(
    "interrupt",
    "Stops the command that is running, with everything it started, and returns what it still printed. The shell stays. Does nothing when no command is running.",
    s_schema,
    session)
{
    private static readonly ToolSchema s_schema = new("""{ "type": "object", "properties": {}, "additionalProperties": false }""");

    /// <inheritdoc />
    protected override async Task<string> InvokeAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var action = new CmdRunAction("ctrl+c") { Blocking = true, KeepPrompt = false };
        return CommandText.Describe(await Session.ExecuteAsync(action, cancellationToken).ConfigureAwait(false), Session.Options.MaxResultLength);
    }
}
