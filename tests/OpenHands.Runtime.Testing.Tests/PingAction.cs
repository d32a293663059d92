using System.Text.Json.Serialization;

namespace OpenHands.Testing.Tests;

/// <summary>An action that only a plugin knows.</summary>
internal sealed record PingAction() : AgentAction("ping", isRunnable: true);

/// <summary>Its wire form.</summary>
[JsonSerializable(typeof(PingAction))]
internal sealed partial class PingContext : JsonSerializerContext;
