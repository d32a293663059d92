using System.Text.Json.Nodes;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>The functions that there are in a runtime: those of <see cref="RuntimeToolExtensions.AsAITools"/> that are one action each, and a few for the agent itself.</summary>
internal static class CodeActTools
{
    private static readonly ToolSchema s_finish = new("""
        {
          "type": "object",
          "properties": { "message": { "type": "string", "description": "A few sentences for the user: what was done and what came out, or why it cannot be done." } },
          "required": ["message"],
          "additionalProperties": false
        }
        """);

    private static readonly ToolSchema s_delegate = new("""
        {
          "type": "object",
          "properties": {
            "agent": { "type": "string", "description": "The name of the agent." },
            "task": { "type": "string", "description": "The task in full: the agent sees nothing of this conversation." }
          },
          "required": ["agent", "task"],
          "additionalProperties": false
        }
        """);

    /// <summary>The functions for a sandbox.</summary>
    public static IReadOnlyList<CodeActTool> For(RuntimeCapabilities capabilities, CodeActAgentOptions options)
    {
        var limits = new AgentToolOptions { Timeout = options.ActionTimeout };
        var tools = new List<CodeActTool>();
        if (capabilities.Supports("run"))
        {
            tools.Add(new CodeActTool("run", RunTool.Words, RunTool.Schema, arguments => RunTool.ToAction(arguments, limits)));
            tools.Add(new CodeActTool("send_input", SendInputTool.Words, SendInputTool.Schema, arguments => SendInputTool.ToAction(arguments, limits)));
            tools.Add(new CodeActTool("interrupt", InterruptTool.Words, InterruptTool.Schema, _ => InterruptTool.ToAction()));
        }

        if (capabilities.Supports("run_ipython"))
        {
            tools.Add(new CodeActTool("python", PythonTool.Words, PythonTool.Schema, arguments => PythonTool.ToAction(arguments, limits)));
        }

        if (capabilities.Supports("read"))
        {
            tools.Add(new CodeActTool("read_file", ReadFileTool.Words, ReadFileTool.Schema, arguments => ReadFileTool.ToAction(arguments, limits)));
        }

        if (capabilities.Supports("write"))
        {
            tools.Add(new CodeActTool("write_file", WriteFileTool.Words, WriteFileTool.Schema, WriteFileTool.ToAction));
        }

        if (capabilities.Supports("browse"))
        {
            tools.Add(new CodeActTool("browse", BrowseTool.Words, BrowseTool.Schema, arguments => BrowseTool.ToAction(arguments, limits)));
        }

        if (capabilities.Supports("browse_interactive"))
        {
            tools.Add(new CodeActTool("browser", BrowserTool.Words, BrowserTool.Schema, arguments => BrowserTool.ToAction(arguments, limits)));
        }

        if (options.Delegates.Count > 0)
        {
            tools.Add(new CodeActTool("delegate", "Hands a part of the work to another agent and returns its answer.", s_delegate, arguments => Delegate(arguments.NonEmptyText("agent"), arguments.NonEmptyText("task"), options)));
        }

        tools.Add(new CodeActTool("finish", "Ends the work, when the task is done and checked or cannot be done.", s_finish, arguments => new AgentFinishAction { Thought = arguments.Text("message") }));
        return tools;
    }

    /// <summary>A call of another agent.</summary>
    /// <exception cref="ToolFailureException">There is none of that name.</exception>
    public static AgentDelegateAction Delegate(string agent, string task, CodeActAgentOptions options) => options.Delegates.ContainsKey(agent)
        ? new AgentDelegateAction(agent, Member("task", task))
        : throw new ToolFailureException($"There is no agent '{ResultText.ShortenLine(agent, 100)}'. There is: {string.Join(", ", options.Delegates.Keys)}.");

    /// <summary>An object with one text.</summary>
    public static JsonPayload Member(string name, string text) => JsonPayload.Parse(new JsonObject { [name] = text }.ToJsonString());
}
