using System.Text.Json.Serialization;

namespace OpenHands.Protocol;

/// <summary>The declared fields of every built-in event, source-generated. The envelope around them is <see cref="EventSerializer"/>'s.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = EventSerializer.MaxDepth,
    UseStringEnumConverter = false)]
[JsonSerializable(typeof(NullAction))]
[JsonSerializable(typeof(CmdRunAction))]
[JsonSerializable(typeof(IPythonRunCellAction))]
[JsonSerializable(typeof(BrowseUrlAction))]
[JsonSerializable(typeof(BrowseInteractiveAction))]
[JsonSerializable(typeof(FileReadAction))]
[JsonSerializable(typeof(FileWriteAction))]
[JsonSerializable(typeof(AgentFinishAction))]
[JsonSerializable(typeof(AgentRejectAction))]
[JsonSerializable(typeof(AgentDelegateAction))]
[JsonSerializable(typeof(AddTaskAction))]
[JsonSerializable(typeof(ModifyTaskAction))]
[JsonSerializable(typeof(ChangeAgentStateAction))]
[JsonSerializable(typeof(MessageAction))]
[JsonSerializable(typeof(AgentSummarizeAction))]
[JsonSerializable(typeof(NullObservation))]
[JsonSerializable(typeof(CmdOutputObservation))]
[JsonSerializable(typeof(IPythonRunCellObservation))]
[JsonSerializable(typeof(BrowserOutputObservation))]
[JsonSerializable(typeof(FileReadObservation))]
[JsonSerializable(typeof(FileWriteObservation))]
[JsonSerializable(typeof(AgentDelegateObservation))]
[JsonSerializable(typeof(SuccessObservation))]
[JsonSerializable(typeof(ErrorObservation))]
[JsonSerializable(typeof(AgentStateChangedObservation))]
[JsonSerializable(typeof(UserRejectObservation))]
[JsonSerializable(typeof(AgentState))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
