using Microsoft.Extensions.Options;

namespace OpenHands;

/// <summary>Lets a container check runtime options by their own rules.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public sealed class RuntimeOptionsValidator<TOptions> : IValidateOptions<TOptions>
    where TOptions : RuntimeOptions
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = new List<string>();
        options.Validate(problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
