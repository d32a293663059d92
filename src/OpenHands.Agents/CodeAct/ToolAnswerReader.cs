using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>Reads an answer with a function call. What some models write into their text instead of calling is understood as well.</summary>
internal sealed class ToolAnswerReader(IReadOnlyList<CodeActTool> tools, TagActions tags, Action<string> onText) : AnswerReader
{
    private const string WrittenCall = "tool_call";

    private static readonly string[] s_writtenCalls = [WrittenCall];

    private readonly List<FunctionCallContent> _calls = [];
    private readonly StringBuilder _words = new();
    private ChatFinishReason? _end;

    public override bool Add(ChatResponseUpdate update)
    {
        if (update.Text is { Length: > 0 } text)
        {
            _words.Append(text);
            onText(text);
        }

        _calls.AddRange(update.Contents.OfType<FunctionCallContent>());
        _end = update.FinishReason ?? _end;
        return false;
    }

    // Of several calls only the first counts: the others were decided without knowing what comes of it.
    public override AgentAction Complete()
    {
        var words = _words.ToString();
        return _calls.Count > 0 ? ActionThought.Add(ToAction(_calls[0]), words.Trim())
            : FindTag(words, TagActions.Names) is { } tag ? ActionThought.Add(tags.ToAction(tag), tag.Words.Trim())
            : FindTag(words, s_writtenCalls) is { } call ? ActionThought.Add(ToAction(Parse(call.Body)), call.Words.Trim())
            : TextAnswerReader.WordsAlone(words.Trim(), _end);
    }

    public override IReadOnlyList<ChatMessage> Feedback(string problem)
    {
        if (_calls.Count == 0)
        {
            return Feedback(_words.ToString(), problem);
        }

        // An endpoint refuses calls without an answer, and arguments that are none.
        var contents = new List<AIContent> { new TextContent(_words.ToString()) };
        contents.AddRange(_calls.Select(call => new FunctionCallContent(call.CallId, NameOf(call), call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal))));
        return
        [
            new ChatMessage(ChatRole.Assistant, contents),
            .. _calls.Select((call, i) => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, i == 0 ? $"Error: {problem}" : "Error: not done, because the first call was wrong.")])),
        ];
    }

    private static TagParser? FindTag(string words, IReadOnlyList<string> names)
    {
        var tag = new TagParser(names, static _ => { });
        tag.Add(words);
        tag.Complete();
        return tag is { Name: not null, IsClosed: true } ? tag : null;
    }

    private static FunctionCallContent Parse(string json)
    {
        try
        {
            using var call = JsonDocument.Parse(json);
            var name = call.RootElement.GetProperty("name").GetString() ?? "";
            var arguments = call.RootElement.GetProperty("arguments").EnumerateObject()
                .ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone(), StringComparer.Ordinal);
            return new FunctionCallContent("written", name, arguments);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new AgentResponseException($"<{WrittenCall}> in the text is no call. Call the function itself.", exception);
        }
    }

    // Some models put the namespace of their training before the name, or take the words of events and tags for names.
    private static string NameOf(FunctionCallContent call) => call.Name[(call.Name.LastIndexOf('.') + 1)..] switch
    {
        "bash" or "execute_bash" => "run",
        "run_ipython" or "execute_ipython" or "execute_ipython_cell" => "python",
        "execute_browse" => "browse",
        var name => name,
    };

    private AgentAction ToAction(FunctionCallContent call)
    {
        var name = NameOf(call);
        var tool = tools.FirstOrDefault(tool => tool.Name == name)
            ?? throw new AgentResponseException($"There is no function '{ResultText.ShortenLine(name, 100)}'. There is: {string.Join(", ", tools.Select(tool => tool.Name))}.");
        if (call.Exception is not null || (call.Arguments is null && _end == ChatFinishReason.Length))
        {
            var why = _end == ChatFinishReason.Length ? "the answer broke off, because it was longer than answers may be. Do it in smaller steps." : "they are no JSON object. Call it again with valid JSON.";
            throw new AgentResponseException($"The arguments of {name} cannot be read: {why}", call.Exception);
        }

        try
        {
            var arguments = call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal);
            return tool.ToAction(new ToolArguments(name, arguments.ToDictionary(StringComparer.Ordinal), tool.Schema.Parameters));
        }
        catch (ToolFailureException failure)
        {
            throw new AgentResponseException(failure.Message);
        }
    }
}
