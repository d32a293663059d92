using OpenHands.Execution.Host;

return args switch
{
    ["serve", .. var rest] => await ServeCommand.RunAsync(rest).ConfigureAwait(false),
    ["connect", .. var rest] => ConnectCommand.Run(rest),
    ["launch", .. var rest] => LaunchCommand.Run(rest),
    ["--version"] => Usage.PrintVersion(),
    ["--help"] or ["-h"] => Usage.Print(),

    // As OpenHands 0.9.3 starts its own: with the port first.
    [var port, ..] when int.TryParse(port, out _) => await ServeCommand.RunAsync(args).ConfigureAwait(false),
    [] => Usage.Misused("A command is missing."),
    _ => Usage.Misused($"There is no command '{args[0]}'."),
};

/// <summary>The program is no part of what others can name.</summary>
internal sealed partial class Program;
