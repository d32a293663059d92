using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OpenHands.Agents.Tools;

/// <summary>One ability of the runtime, as models see it.</summary>
internal abstract class RuntimeTool : AIFunction
{
    private readonly ToolSchema _schema;

    private protected RuntimeTool(string name, string description, ToolSchema schema, ToolSession session)
    {
        Name = name;
        Description = description;
        _schema = schema;
        Session = session;
    }

    /// <inheritdoc />
    public sealed override string Name { get; }

    /// <inheritdoc />
    public sealed override string Description { get; }

    /// <inheritdoc />
    public sealed override JsonElement JsonSchema => _schema.Json;

    /// <inheritdoc />
    public sealed override JsonElement? ReturnJsonSchema => Session.Options.ReturnImages is true ? null : ToolSchema.Text;

    /// <summary>The way to the runtime, and the limits.</summary>
    protected ToolSession Session { get; }

    /// <inheritdoc />
    protected sealed override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            var images = Session.Options.ReturnImages is true ? new List<AIContent>() : null;
            var given = new ToolArguments(Name, arguments, _schema.Parameters) { OnOutput = OutputListener.In(arguments), Images = images };
            var text = await InvokeAsync(given, cancellationToken).ConfigureAwait(false);
            return images is { Count: > 0 } ? (AIContent[])[new TextContent(text), .. images] : text;
        }
        catch (ToolFailureException failure)
        {
            return $"Error: {failure.Message}";
        }
    }

    /// <summary>Does it.</summary>
    /// <returns>What the model reads.</returns>
    /// <exception cref="ToolFailureException">It came to nothing, and the model can act upon the reason.</exception>
    protected abstract Task<string> InvokeAsync(ToolArguments arguments, CancellationToken cancellationToken);
}
