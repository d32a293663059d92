using Microsoft.Extensions.AI;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>A function that the model may call. It does nothing by itself: a call is an action, which goes the way of all actions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Schema">Its arguments.</param>
/// <param name="ToAction">The action of a call; throws <see cref="ToolFailureException"/> for arguments that do not fit.</param>
internal sealed record CodeActTool(string Name, string Description, ToolSchema Schema, Func<ToolArguments, AgentAction> ToAction)
{
    /// <summary>What the model is told of it.</summary>
    public AIFunctionDeclaration Declaration { get; } = AIFunctionFactory.CreateDeclaration(Name, Description, Schema.Json);
}
