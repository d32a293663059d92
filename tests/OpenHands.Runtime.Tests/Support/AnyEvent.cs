using CsCheck;

namespace OpenHands.Tests.Support;

/// <summary>Random events of every type, stamped or not.</summary>
internal static class AnyEvent
{
    // Half surrogate pairs cannot be written as UTF-8, so no text that comes from anywhere has them.
    private static readonly Gen<string> Text = CsCheck.Gen.String.Select(text => new string([.. text.Where(c => !char.IsSurrogate(c))]))
        .Select(CsCheck.Gen.OneOf("", "🙂", "\"\\\n", "</script>", "\u2028"), (text, end) => text + end);

    private static readonly Gen<JsonPayload> Payload = AnyJson.Gen.Where(IsText).Select(JsonPayload.Parse);

    private static readonly Gen<SecurityRisk?> Risk = CsCheck.Gen.OneOf<SecurityRisk?>(null, SecurityRisk.Unknown, SecurityRisk.Low, SecurityRisk.Medium, SecurityRisk.High);

    private static readonly Gen<AgentEvent> Declared = CsCheck.Gen.OneOf(
        CsCheck.Gen.Const<AgentEvent>(new NullAction()),
        CsCheck.Gen.Select(Text, Text, CsCheck.Gen.Bool, Risk, CsCheck.Gen.Enum<ConfirmationStatus>(), CsCheck.Gen.Bool, (command, thought, flag, risk, status, other) => (AgentEvent)new CmdRunAction(command) { Thought = thought, Blocking = flag, KeepPrompt = other, Hidden = flag, IsInput = other, IsConfirmed = status, SecurityRisk = risk }),
        CsCheck.Gen.Select(Text, Text, Risk, (code, init, risk) => (AgentEvent)new IPythonRunCellAction(code) { KernelInitCode = init, SecurityRisk = risk }),
        CsCheck.Gen.Select(Text, Risk, (url, risk) => (AgentEvent)new BrowseUrlAction(url) { SecurityRisk = risk }),
        CsCheck.Gen.Select(Text, Text, (actions, message) => (AgentEvent)new BrowseInteractiveAction(actions) { BrowserGymSendMessageToUser = message }),
        CsCheck.Gen.Select(Text, CsCheck.Gen.Int, CsCheck.Gen.Int, (path, start, end) => (AgentEvent)new FileReadAction(path) { Start = start, End = end }),
        CsCheck.Gen.Select(Text, Text, CsCheck.Gen.Int, (path, content, start) => (AgentEvent)new FileWriteAction(path, content) { Start = start }),
        CsCheck.Gen.Select(Payload, Text, (outputs, thought) => (AgentEvent)new AgentFinishAction { Outputs = outputs, Thought = thought }),
        CsCheck.Gen.Select(Payload, (outputs) => (AgentEvent)new AgentRejectAction { Outputs = outputs }),
        CsCheck.Gen.Select(Text, Payload, (agent, inputs) => (AgentEvent)new AgentDelegateAction(agent, inputs)),
        CsCheck.Gen.Select(Text, Text, Payload, (parent, goal, subtasks) => (AgentEvent)new AddTaskAction(parent, goal) { Subtasks = subtasks }),
        CsCheck.Gen.Select(Text, Text, (id, state) => (AgentEvent)new ModifyTaskAction(id, state)),
        CsCheck.Gen.Enum<AgentState>().Select(state => (AgentEvent)new ChangeAgentStateAction(state)),
        CsCheck.Gen.Select(Text, Text.Array[0, 3].Null(), CsCheck.Gen.Bool, (content, images, wait) => (AgentEvent)new MessageAction(content) { ImagesUrls = images is null ? null : StringList.Create(images), WaitForResponse = wait }),
        CsCheck.Gen.Const<AgentEvent>(new NullObservation()),
        CsCheck.Gen.Select(Text, CsCheck.Gen.Int, CsCheck.Gen.Enum<CommandStatus>(), Text.Null(), CsCheck.Gen.Long, (command, code, status, cwd, bytes) => (AgentEvent)new CmdOutputObservation(command) { ExitCode = code, Status = status, WorkingDirectory = cwd, OutputFile = cwd, OutputBytes = bytes }),
        Text.Select(code => (AgentEvent)new IPythonRunCellObservation(code)),
        CsCheck.Gen.Select(Text, Text, Payload, Text.Null(), Text.Array[0, 3], (url, picture, tree, bid, pages) => (AgentEvent)new BrowserOutputObservation(url, picture) { AxtreeObject = tree, FocusedElementBid = bid, OpenPagesUrls = StringList.Create(pages) }),
        Text.Select(path => (AgentEvent)new FileReadObservation(path)),
        Text.Select(path => (AgentEvent)new FileWriteObservation(path)),
        Payload.Select(outputs => (AgentEvent)new AgentDelegateObservation(outputs)),
        CsCheck.Gen.Const<AgentEvent>(new SuccessObservation()),
        CsCheck.Gen.Const<AgentEvent>(new ErrorObservation()),
        CsCheck.Gen.Enum<AgentState>().Select(state => (AgentEvent)new AgentStateChangedObservation(state)),
        CsCheck.Gen.Const<AgentEvent>(new UserRejectObservation()));

    public static Gen<AgentEvent> Gen { get; } = CsCheck.Gen.Select(Declared, Text, CsCheck.Gen.Long[0, 1_000], CsCheck.Gen.Int[-1, 5_000], CsCheck.Gen.Bool, Stamp);

    private static AgentEvent Stamp(AgentEvent agentEvent, string content, long id, int milliseconds, bool isStamped)
    {
        agentEvent = agentEvent switch
        {
            Observation observation => observation with { Content = content },
            AgentAction action when milliseconds >= 0 => action with { Timeout = TimeSpan.FromMilliseconds(milliseconds) },
            _ => agentEvent,
        };
        return isStamped
            ? agentEvent with { Id = id, Timestamp = DateTimeOffset.UnixEpoch.AddMicroseconds(id * 7), Source = EventSource.User, Cause = milliseconds }
            : agentEvent;
    }

    private static bool IsText(string json)
    {
        try
        {
            JsonPayload.Parse(json);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
