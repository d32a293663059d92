using System.Runtime.InteropServices;

namespace OpenHands.Execution.Host;

/// <summary><c>serve</c>: serves this sandbox until it is told to stop.</summary>
internal static class ServeCommand
{
    private const string KeyVariable = "SESSION_API_KEY";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (Environment.ProcessId == 1)
        {
            return InitProcess.Run(arguments);
        }

        ServeArguments parsed;
        try
        {
            parsed = ServeArguments.Parse(arguments);
        }
        catch (ArgumentException exception)
        {
            return Usage.Misused(exception.Message);
        }

        try
        {
            UserAccount.Become(parsed.Username, parsed.UserId, parsed.WorkingDirectory);
            await ServeAsync(parsed).ConfigureAwait(false);
            return 0;
        }
        catch (RuntimeException exception)
        {
            return Usage.Failed(exception.Message);
        }
    }

    private static async Task ServeAsync(ServeArguments arguments)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var key = Environment.GetEnvironmentVariable(KeyVariable);

        // Commands inherit the environment; the key is not for them.
        Environment.SetEnvironmentVariable(KeyVariable, null);
        var host = await ExecutorHost.StartAsync(new ExecutorHostOptions
        {
            Port = arguments.Port,
            Address = arguments.Host,
            UnixSocket = arguments.UnixSocket,
            ApiKey = key,
            WorkingDirectory = arguments.WorkingDirectory,
            AllowedHosts = arguments.AllowedHosts,
            StateDirectory = arguments.StateDirectory,
            BashPath = arguments.Bash,
            MaxUploadBytes = arguments.MaxUploadBytes ?? (8L << 30),
        }).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            if (arguments.Plugins.Contains("jupyter") && host.Missing.TryGetValue("run_ipython", out var missing))
            {
                throw new RuntimeStartException($"The plugin jupyter cannot be served. {missing}");
            }

            Announce(host, arguments, key is not null);
            await stop.Task.ConfigureAwait(false);
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }

    private static void Announce(ExecutorHost host, ServeArguments arguments, bool hasKey)
    {
        if (host.Url is { } url)
        {
            Console.Out.WriteLine($"Listening on {url.AbsoluteUri.TrimEnd('/')} {(hasKey ? "with a key" : "without a key")}.");
        }

        if (arguments.UnixSocket is { } socket)
        {
            Console.Out.WriteLine($"Listening on {Path.GetFullPath(socket)}.");
        }

        // Hosts of OpenHands 0.9.3 wait for these words.
        Console.Out.WriteLine("Runtime client initialized.");
    }
}
