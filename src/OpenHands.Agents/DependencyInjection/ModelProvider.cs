using Microsoft.Extensions.AI;

namespace OpenHands.Agents.Registration;

/// <summary>A provider that an application added to its services.</summary>
internal sealed record ModelProvider(string Name, Func<ModelOptions, IChatClient> Create);
