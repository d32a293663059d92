namespace OpenHands.Protocol;

/// <summary>The paths of an executor host. Those of OpenHands 0.9.3 to 0.11 keep their names and their meaning.</summary>
internal static class ExecutorRoutes
{
    public const string Alive = "/alive";
    public const string ServerInfo = "/server_info";
    public const string ExecuteAction = "/execute_action";
    public const string CancelRequest = "/cancel_request";
    public const string ListFiles = "/list_files";
    public const string UploadFile = "/upload_file";
    public const string DownloadFiles = "/download_files";
    public const string Environment = "/environment";
    public const string Settings = "/settings";
    public const string Reset = "/reset";
    public const string ShellInput = "/shell/input";
    public const string ShellKeys = "/shell/keys";
    public const string Tunnel = "/tunnel";
    public const string Process = "/process";
}
