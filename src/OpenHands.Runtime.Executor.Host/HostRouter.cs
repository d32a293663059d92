using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>Hands each request to its route, and turns what goes wrong into answers.</summary>
internal sealed partial class HostRouter
{
    private readonly AccessRules _access;
    private readonly string _instance;
    private readonly ILogger _logger;
    private readonly Dictionary<string, (string Method, Func<HttpContext, Task> Handle)> _routes;

    public HostRouter(ExecutorHostOptions options, HostSandbox sandbox, ILogger logger)
    {
        _access = new AccessRules(options.ApiKey, options.AllowedHosts);
        _instance = sandbox.Instance;
        _logger = logger;
        var ledger = new RequestLedger(options.MaxKeptAnswerBytes);
        var whole = new SandboxRoutes(sandbox, ledger, _access, options);
        var execute = new ExecuteRoute(sandbox, ledger, options);
        var upload = new UploadRoute(sandbox, ledger, options);
        var download = new DownloadRoute(sandbox, options);
        var tunnel = new TunnelRoute(sandbox);
        var process = new ProcessRoute(sandbox);
        _routes = new Dictionary<string, (string, Func<HttpContext, Task>)>(StringComparer.Ordinal)
        {
            [ExecutorRoutes.Alive] = (HttpMethods.Get, SandboxRoutes.AliveAsync),
            [ExecutorRoutes.ServerInfo] = (HttpMethods.Get, whole.InfoAsync),
            [ExecutorRoutes.ExecuteAction] = (HttpMethods.Post, execute.ExecuteAsync),
            [ExecutorRoutes.ShellInput] = (HttpMethods.Post, execute.TypeAsync),
            [ExecutorRoutes.ShellKeys] = (HttpMethods.Post, execute.TypeAsync),
            [ExecutorRoutes.CancelRequest] = (HttpMethods.Post, whole.CancelAsync),
            [ExecutorRoutes.ListFiles] = (HttpMethods.Post, whole.ListAsync),
            [ExecutorRoutes.UploadFile] = (HttpMethods.Post, upload.UploadAsync),
            [ExecutorRoutes.DownloadFiles] = (HttpMethods.Get, download.DownloadAsync),
            [ExecutorRoutes.Environment] = (HttpMethods.Post, whole.SetEnvironmentAsync),
            [ExecutorRoutes.Settings] = (HttpMethods.Post, whole.ConfigureAsync),
            [ExecutorRoutes.Reset] = (HttpMethods.Post, whole.ResetAsync),
            [ExecutorRoutes.Tunnel] = (HttpMethods.Get, tunnel.ConnectAsync),
            [ExecutorRoutes.Process] = (HttpMethods.Get, process.RunAsync),
        };
    }

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var route = Find(context);
            await route(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, HostErrors.For(exception), exception).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Half of an answer must not look like a whole one.
            LogBroken(exception, context.Request.Path.Value ?? "");
            context.Abort();
        }
    }

    private Func<HttpContext, Task> Find(HttpContext context)
    {
        var request = context.Request;
        _access.ThrowIfForbidden(context);
        if (!_routes.TryGetValue(request.Path.Value ?? "", out var route))
        {
            throw new HostRefusal(404, ExecutorErrorCode.NotFound, "Not Found");
        }

        if (request.Method != route.Method)
        {
            throw new HostRefusal(405, ExecutorErrorCode.MethodNotAllowed, "Method Not Allowed");
        }

        if (request.Headers.TryGetValue(ExecutorProtocol.InstanceHeader, out var instance) && instance.ToString() != _instance)
        {
            throw new HostRefusal(412, ExecutorErrorCode.AnotherInstance, "This host was started after the one that is asked for: what that one did is not known here.");
        }

        return route.Handle;
    }

    private async Task RefuseAsync(HttpContext context, HostAnswer answer, Exception exception)
    {
        if (answer.Status >= 500)
        {
            LogFailed(exception, context.Request.Path.Value ?? "", answer.Status);
        }

        var response = context.Response;
        response.Clear();
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            // Whatever is left of the body is not read.
            response.Headers.Connection = "close";
        }

        try
        {
            await answer.SendAsync(context).ConfigureAwait(false);
            await response.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The client has left.
        }
    }

    [LoggerMessage(LogLevel.Warning, "A request for {Path} was answered with {Status}.")]
    private partial void LogFailed(Exception exception, string path, int status);

    [LoggerMessage(LogLevel.Warning, "The answer to a request for {Path} was broken off.")]
    private partial void LogBroken(Exception exception, string path);
}
