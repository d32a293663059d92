namespace OpenHands.Protocol;

/// <summary>What can go wrong in an executor host: a closed set of words. Names of types never cross the wire.</summary>
internal static class ExecutorErrorCode
{
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string InvalidApiKey = "invalid_api_key";
    public const string ForeignOrigin = "foreign_origin";
    public const string ForeignHost = "foreign_host";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string TooLarge = "too_large";
    public const string InvalidBody = "invalid_body";
    public const string InvalidAction = "invalid_action";
    public const string InvalidArgument = "invalid_argument";
    public const string RequestIdReused = "request_id_reused";
    public const string OutcomeUnknown = "outcome_unknown";
    public const string AnotherInstance = "another_instance";
    public const string FileNotFound = "file_not_found";
    public const string DirectoryNotFound = "directory_not_found";
    public const string FileRefused = "file_refused";
    public const string InvalidData = "invalid_data";
    public const string RangeNotSatisfiable = "range_not_satisfiable";
    public const string ConnectionRefused = "connection_refused";
    public const string Cancelled = "cancelled";
    public const string Busy = "busy";
    public const string Unavailable = "unavailable";
    public const string Internal = "internal";
}
