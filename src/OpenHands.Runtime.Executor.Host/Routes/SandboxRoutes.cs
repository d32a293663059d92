using System.Security.Cryptography;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>What concerns the sandbox as a whole: is it there, what is it, its environment, its settings, its fresh start.</summary>
internal sealed class SandboxRoutes(HostSandbox sandbox, RequestLedger ledger, AccessRules access, ExecutorHostOptions options)
{
    private const int MostVariables = 10_000;

    public static Task AliveAsync(HttpContext context) => HostAnswer.Done.SendAsync(context);

    public Task InfoAsync(HttpContext context) =>
        HostAnswer.Ok(sandbox.Describe(access.HasKey(context)), ExecutorJsonContext.Default.ExecutorInfo).SendAsync(context);

    public async Task ListAsync(HttpContext context)
    {
        var body = await RequestBody.ReadJsonAsync(context, options).ConfigureAwait(false);
        var request = body.IsEmpty ? new ListFilesRequest() : RequestBody.Parse(body, ExecutorJsonContext.Default.ListFilesRequest);
        var names = await sandbox.Executor.ListFilesAsync(request.Path, context.RequestAborted).ConfigureAwait(false);
        await HostAnswer.Ok<string[]>([.. names], ExecutorJsonContext.Default.StringArray).SendAsync(context).ConfigureAwait(false);
    }

    public Task SetEnvironmentAsync(HttpContext context) => ChangeAsync(context, async body =>
    {
        var request = RequestBody.Parse(body, ExecutorJsonContext.Default.EnvironmentRequest);
        if (request.Variables.Count > MostVariables)
        {
            throw new ArgumentException($"At most {MostVariables} variables can be set at once; these are {request.Variables.Count}.");
        }

        await sandbox.Executor.SetEnvironmentAsync(request.Variables).ConfigureAwait(false);
    });

    public Task ConfigureAsync(HttpContext context) => ChangeAsync(context, body =>
    {
        var settings = RequestBody.Parse(body, ExecutorJsonContext.Default.ExecutorSettings);
        var problem = settings switch
        {
            { SoftTimeout: not (null or (>= 0.001 and <= 86_400)) } => "soft_timeout must be between 0.001 and 86400 seconds.",
            { MaxOutputBytes: not (null or (>= 1024 and <= 64 * 1024 * 1024)) } => "max_output_bytes must be between 1024 and 67108864.",
            { MaxOutputFileBytes: < 0 } => "max_output_file_bytes must be 0 or more.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ArgumentException(problem);
        }

        sandbox.Configure(settings);
        return Task.CompletedTask;
    });

    public Task ResetAsync(HttpContext context) => ChangeAsync(context, _ => sandbox.ResetAsync());

    public async Task CancelAsync(HttpContext context)
    {
        var body = await RequestBody.ReadJsonAsync(context, options).ConfigureAwait(false);
        await ledger.CancelAsync(RequestBody.Parse(body, ExecutorJsonContext.Default.CancelRequest).RequestId).WaitAsync(context.RequestAborted).ConfigureAwait(false);
        await HostAnswer.Done.SendAsync(context).ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext context, Func<ReadOnlyMemory<byte>, Task> change)
    {
        var body = await RequestBody.ReadJsonAsync(context, options).ConfigureAwait(false);
        var fingerprint = $"{context.Request.Path}#{Convert.ToHexString(SHA256.HashData(body.Span))}";
        var request = ledger.Begin(RequestIds.Of(context), fingerprint, async _ =>
        {
            await change(body).ConfigureAwait(false);
            return HostAnswer.Done;
        }, out _);
        var answer = await request.Answer.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        await answer.SendAsync(context).ConfigureAwait(false);
    }
}
