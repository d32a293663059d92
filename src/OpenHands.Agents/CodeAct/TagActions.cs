using System.Globalization;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>The tags that models may write, and the actions that they mean.</summary>
internal sealed class TagActions(RuntimeCapabilities capabilities, CodeActAgentOptions options)
{
    public const string Bash = "execute_bash";
    public const string IPython = "execute_ipython";
    public const string Browse = "execute_browse";
    public const string Delegate = "execute_delegate";
    public const string Finish = "finish";

    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromHours(1);

    /// <summary>Every tag, also those that the runtime cannot serve: the model is told so.</summary>
    public static IReadOnlyList<string> Names { get; } = [Bash, IPython, Browse, Delegate, Finish];

    /// <summary>What a tag means.</summary>
    /// <exception cref="AgentResponseException">It means nothing here; the message tells the model why.</exception>
    public AgentAction ToAction(TagParser tag)
    {
        var body = WithoutFence(tag.Body);
        try
        {
            return tag.Name switch
            {
                Bash => RunOf(tag, Require("run", body)),
                IPython => new IPythonRunCellAction(NonEmpty(Require("run_ipython", body), IPython)) { Timeout = TimeoutOf(tag) ?? options.ActionTimeout },
                Browse => BrowseOf(NonEmpty(body, Browse).Trim()),
                Delegate => CodeActTools.Delegate(
                    tag.Attribute("agent") ?? throw new AgentResponseException("<execute_delegate> needs the name of an agent: <execute_delegate agent=\"NAME\">."), NonEmpty(body, Delegate), options),
                _ => new AgentFinishAction { Thought = body.Trim() },
            };
        }
        catch (ToolFailureException failure)
        {
            throw new AgentResponseException(failure.Message);
        }
    }

    // Line ends around the code are layout; a fence is a habit of models.
    private static string WithoutFence(string body)
    {
        var code = body.Trim('\r', '\n');
        var inner = code.Trim();
        if (!inner.StartsWith("```", StringComparison.Ordinal) || !inner.EndsWith("```", StringComparison.Ordinal) || inner.Length < 6)
        {
            return code;
        }

        var firstLine = inner.IndexOf('\n', StringComparison.Ordinal);
        return firstLine < 0 || firstLine > inner.Length - 3 ? inner[3..^3] : inner[(firstLine + 1)..^3].TrimEnd('\r', '\n');
    }

    private static string NonEmpty(string body, string tag) =>
        string.IsNullOrWhiteSpace(body) ? throw new AgentResponseException($"<{tag}> was empty, so nothing was done. Write what to do between <{tag}> and </{tag}>.") : body;

    private static TimeSpan? TimeoutOf(TagParser tag)
    {
        if (tag.Attribute("timeout") is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds <= s_longestTimeout.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new AgentResponseException($"The timeout of <{tag.Name}> must be a number of seconds above 0, at most {s_longestTimeout.TotalSeconds}; it was \"{ResultText.ShortenLine(text, 50)}\".");
    }

    private CmdRunAction RunOf(TagParser tag, string body)
    {
        var isInput = string.Equals(tag.Attribute("input"), "true", StringComparison.OrdinalIgnoreCase);
        return new CmdRunAction(isInput ? body : body.TrimEnd())
        {
            IsInput = isInput,

            // A command is waited for; its input and the wait for more output are not.
            Blocking = !isInput && !string.IsNullOrWhiteSpace(body),
            KeepPrompt = false,
            Timeout = TimeoutOf(tag) ?? options.ActionTimeout,
        };
    }

    private AgentAction BrowseOf(string body)
    {
        var isAddress = !body.Contains('\n', StringComparison.Ordinal) && Uri.TryCreate(body, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "file";
        if (isAddress)
        {
            return new BrowseUrlAction(Require("browse", body));
        }

        return body.Contains('(', StringComparison.Ordinal) || !capabilities.Supports("browse")
            ? new BrowseInteractiveAction(Require("browse_interactive", body))
            : throw new AgentResponseException("<execute_browse> takes the address of a page, such as http://example.org/, and nothing else.");
    }

    private string Require(string actionType, string body) => capabilities.Supports(actionType)
        ? body
        : throw new AgentResponseException($"This computer cannot do that. {capabilities.Missing.GetValueOrDefault(actionType, $"It has no {actionType}.")} Do it another way.");
}
