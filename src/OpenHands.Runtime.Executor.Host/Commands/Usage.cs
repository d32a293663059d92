using System.Reflection;

namespace OpenHands.Execution.Host;

/// <summary>How the program is called.</summary>
internal static class Usage
{
    public const int Misuse = 2;
    public const int Failure = 1;

    private const string Text = """
        Usage: openhands-executor serve [PORT] [OPTION…]     serves this sandbox
               openhands-executor connect SOCKET             joins standard input and output with a socket of serve
               openhands-executor launch [OPTION…] -- PROGRAM [ARGUMENT…]
                                                             becomes another account, then the program

        serve:
          PORT                     TCP port on --host; 0 for a free one. It is printed.
          --host ADDRESS           the address to listen on (127.0.0.1). Any other than loopback needs SESSION_API_KEY.
          --unix-socket PATH       listens on a socket too, in a directory that only this account may enter
          --working-dir DIR        where commands start (the current directory)
          --plugins NAME…          checks that these plugins can be served: jupyter, agent_skills
          --username NAME          the account to run as, made when missing; needs root (the current account)
          --user-id NUMBER         its number when it must be made (1000)
          --allowed-host NAME      a further name for this host in the Host header, without a key; may be repeated
          --state-dir DIR          where files of the host itself go (a new directory below the temporary one)
          --bash PATH              the shell (bash, looked for on PATH)
          --max-upload-bytes N     most bytes of one upload (8589934592)
          --browsergym-eval-env X  taken and not used: browsers are driven from outside
          SESSION_API_KEY          in the environment: the key that requests must bring as X-Session-API-Key

        launch:
          --uid N --gid N          the account
          --cwd DIR                the directory
          --env NAME=VALUE         a variable; may be repeated

        Leaves with 0 when it was stopped, 1 when it failed, 2 when it was called wrongly.
        """;

    public static int Print()
    {
        Console.Out.WriteLine(Text);
        return 0;
    }

    public static int PrintVersion()
    {
        Console.Out.WriteLine(typeof(Usage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        return 0;
    }

    public static int Misused(string problem)
    {
        Console.Error.WriteLine(problem);
        Console.Error.WriteLine("openhands-executor --help tells how it is called.");
        return Misuse;
    }

    public static int Failed(string problem)
    {
        Console.Error.WriteLine(problem);
        return Failure;
    }
}
