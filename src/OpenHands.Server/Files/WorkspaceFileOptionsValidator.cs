using Microsoft.Extensions.Options;

namespace OpenHands.Server.Files;

/// <summary>Refuses options that cannot work, with every problem named.</summary>
internal sealed class WorkspaceFileOptionsValidator : IValidateOptions<WorkspaceFileOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkspaceFileOptions options)
    {
        string[] problems = [.. options.Problems()];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
