using System.Globalization;
using Microsoft.Extensions.AI;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>The model calls functions; each action of the past is shown as the call that means it.</summary>
internal sealed class ToolDialect : Dialect
{
    private readonly IReadOnlyList<CodeActTool> _tools;
    private readonly TagActions _tags;

    public ToolDialect(RuntimeCapabilities capabilities, CodeActAgentOptions options, ModelOptions model)
        : base(model)
    {
        _tools = CodeActTools.For(capabilities, options);
        _tags = new TagActions(capabilities, options);
        Overhead = _tools.Sum(tool => tool.Name.Length + tool.Description.Length + tool.Schema.Json.GetRawText().Length);
    }

    public override string Answering => PromptText.Fill("tools");

    public override string ActWords => "a function call";

    public override string FinishWords => "call finish with what came out.";

    public override int Overhead { get; }

    public override ChatOptions NewOptions()
    {
        var options = base.NewOptions();
        options.Tools = [.. _tools.Select(tool => tool.Declaration)];
        options.AllowMultipleToolCalls = false;
        return options;
    }

    public override AnswerReader NewReader(Action<string> onText) => new ToolAnswerReader(_tools, _tags, onText);

    protected override void RenderAction(Turn.Did did, int most, List<ChatMessage> messages)
    {
        var result = ObservationText.Of(did.Action, did.Answer, CommandWords.Tools, most);
        if (Call(did.Action, most) is not var (name, arguments) || !_tools.Any(tool => tool.Name == name))
        {
            // Not everything that other agents or plugins do is a function here.
            messages.Add(new ChatMessage(ChatRole.Assistant, ResultText.Shorten($"{did.Thought}\n[{did.Action.Message}]".Trim(), most, "")));
            messages.Add(new ChatMessage(ChatRole.User, $"Observed: {result}"));
            return;
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"call_{did.Id}");
        List<AIContent> contents = did.Thought.Length > 0 ? [new TextContent(ResultText.Shorten(did.Thought, most, ""))] : [];
        contents.Add(new FunctionCallContent(id, name, arguments));
        messages.Add(new ChatMessage(ChatRole.Assistant, contents));
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, result)]));
    }

    private static (string Name, Dictionary<string, object?> Arguments)? Call(AgentAction action, int most)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        switch (action)
        {
            case CmdRunAction { Command: "ctrl+c" }:
                return ("interrupt", arguments);
            case CmdRunAction run when run.IsInput || run.Command.Length == 0:
                AddInput(run, arguments);
                return ("send_input", arguments);
            case CmdRunAction run:
                Add("command", run.Command);
                AddTimeout(run, arguments);
                if (!run.Blocking)
                {
                    arguments.Add("wait", false);
                }

                return ("run", arguments);
            case IPythonRunCellAction cell:
                Add("code", cell.Code);
                AddTimeout(cell, arguments);
                return ("python", arguments);
            case FileReadAction read:
                Add("path", read.Path);
                if (read.Start > 0)
                {
                    arguments.Add("start_line", read.Start + 1);
                }

                return ("read_file", arguments);
            case FileWriteAction { Start: 0, End: -1 } write:
                Add("path", write.Path);
                Add("content", write.Content);
                return ("write_file", arguments);
            case BrowseUrlAction browse:
                Add("url", browse.Url);
                return ("browse", arguments);
            case BrowseInteractiveAction browse:
                Add("actions", browse.BrowserActions);
                return ("browser", arguments);
            case AgentDelegateAction call:
                Add("agent", call.Agent);
                Add("task", call.Inputs.TryGetText("task", out var task) ? task : call.Inputs.ToString());
                return ("delegate", arguments);
            default:
                return null;
        }

        void Add(string name, string text) => arguments.Add(name, ResultText.Shorten(text, most, "It was too long to be shown whole."));
    }

    private static void AddInput(CmdRunAction run, Dictionary<string, object?> arguments)
    {
        if (run.IsInput)
        {
            var key = run.Command switch { "C-c" => "ctrl_c", "C-d" => "ctrl_d", "C-z" => "ctrl_z", _ => null };
            arguments.Add(key is null ? "text" : "key", key ?? run.Command);
        }

        if (run.Blocking)
        {
            arguments.Add("wait", true);
        }
    }

    private static void AddTimeout(AgentAction action, Dictionary<string, object?> arguments)
    {
        if (action.Timeout is { } timeout)
        {
            arguments.Add("timeout_seconds", timeout.TotalSeconds);
        }
    }
}
