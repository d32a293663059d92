using System.Globalization;
using Microsoft.Extensions.AI;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>The model writes tags; what came of them is shown as words of the user.</summary>
internal sealed class TextDialect : Dialect
{
    // More than four stop sequences are refused by some endpoints. Finishing ends the answer anyway.
    private static readonly string[] s_stops = [$"</{TagActions.Bash}>", $"</{TagActions.IPython}>", $"</{TagActions.Browse}>", $"</{TagActions.Delegate}>"];

    private readonly TagActions _actions;

    public TextDialect(RuntimeCapabilities capabilities, CodeActAgentOptions options, ModelOptions model)
        : base(model)
    {
        _actions = new TagActions(capabilities, options);
        List<string> tags = [];
        AddIf(capabilities.Supports("run"), "text-bash");
        AddIf(capabilities.Supports("run_ipython"), "text-ipython");
        AddIf(capabilities.Supports("browse"), "text-browse");
        AddIf(capabilities.Supports("browse_interactive"), "text-browse-interactive");
        AddIf(options.Delegates.Count > 0, "text-delegate");
        AddIf(true, "text-finish");
        Answering = PromptText.Fill("text", ("tags", string.Join("\n\n", tags)));

        void AddIf(bool holds, string prompt)
        {
            if (holds)
            {
                tags.Add(PromptText.Fill(prompt));
            }
        }
    }

    public override string Answering { get; }

    public override string ActWords => "a tag";

    public override string FinishWords => "write <finish>, with what came out, as a tag of its own.";

    public override ChatOptions NewOptions()
    {
        var options = base.NewOptions();
        options.StopSequences = s_stops;
        return options;
    }

    public override AnswerReader NewReader(Action<string> onText) => new TextAnswerReader(_actions, onText);

    protected override void RenderAction(Turn.Did did, int most, List<ChatMessage> messages)
    {
        var written = Written(did.Action, most);
        messages.Add(new ChatMessage(ChatRole.Assistant, did.Thought.Length > 0 ? $"{ResultText.Shorten(did.Thought, most, "")}\n{written}" : written));
        messages.Add(new ChatMessage(ChatRole.User, $"OBSERVATION:\n{ObservationText.Of(did.Action, did.Answer, CommandWords.Tags, most)}"));
    }

    private static string Written(AgentAction action, int most) => action switch
    {
        CmdRunAction run => Tag(TagActions.Bash, run.Command, most, (run.IsInput ? " input=\"true\"" : "") + Timeout(run)),
        IPythonRunCellAction cell => Tag(TagActions.IPython, cell.Code, most, Timeout(cell)),
        BrowseUrlAction browse => Tag(TagActions.Browse, browse.Url, most),
        BrowseInteractiveAction browse => Tag(TagActions.Browse, browse.BrowserActions, most),
        AgentDelegateAction call => Tag(TagActions.Delegate, call.Inputs.TryGetText("task", out var task) ? task : call.Inputs.ToString(), most, $" agent=\"{call.Agent}\""),
        _ => ResultText.Shorten(action.Message, most, ""),
    };

    private static string Tag(string name, string body, int most, string attributes = "") =>
        $"<{name}{attributes}>\n{ResultText.Shorten(body, most, "It was too long to be shown whole.")}\n</{name}>";

    private static string Timeout(AgentAction action) =>
        action.Timeout is { } timeout ? string.Create(CultureInfo.InvariantCulture, $" timeout=\"{timeout.TotalSeconds}\"") : "";
}
