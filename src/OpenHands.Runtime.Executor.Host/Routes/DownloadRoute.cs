using System.Buffers;
using System.Globalization;
using Microsoft.Net.Http.Headers;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary><c>/download_files</c>: a directory or a file as zip or tar, or one file as it is, whole or a range of it.</summary>
internal sealed class DownloadRoute(HostSandbox sandbox, ExecutorHostOptions options)
{
    private const int BufferSize = 256 * 1024;

    public async Task DownloadAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var path = query.TryGetValue("path", out var given) ? given.ToString() : throw HostRefusal.Malformed(["query", "path"], "field required", "value_error.missing");
        var format = query.TryGetValue("format", out var word) ? word.ToString() : "zip";
        var body = new IdleWriteStream(context, options.TransferIdleTimeout);
        await using (body.ConfigureAwait(false))
        {
            switch (format)
            {
                case "raw":
                    await SendFileAsync(context, path, body).ConfigureAwait(false);
                    break;
                case "tar":
                    context.Response.ContentType = ExecutorProtocol.Tar;
                    await sandbox.Executor.DownloadTreeAsync(path, body, context.RequestAborted).ConfigureAwait(false);
                    break;
                case "zip" when path.StartsWith('/'):
                    context.Response.ContentType = "application/zip";
                    context.Response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(ZipNameOf(path))}";
                    await sandbox.Executor.Files.WriteZipAsync(path, body, context.RequestAborted).ConfigureAwait(false);
                    break;
                case "zip":
                    throw new HostRefusal(400, ExecutorErrorCode.InvalidArgument, "Path must be an absolute path");
                default:
                    throw new HostRefusal(400, ExecutorErrorCode.InvalidArgument, $"There is no format '{format}'; there are zip, tar and raw.");
            }
        }
    }

    private static string ZipNameOf(string path) => path.TrimEnd('/') is { Length: > 0 } trimmed ? $"{Path.GetFileName(trimmed)}.zip" : "root.zip";

    private async Task SendFileAsync(HttpContext context, string path, Stream body)
    {
        var file = sandbox.Executor.Files.Open(path);
        await using (file.ConfigureAwait(false))
        {
            var response = context.Response;
            var length = file.Length;
            response.ContentType = ExecutorProtocol.Bytes;
            response.Headers.AcceptRanges = "bytes";
            if (length == 0)
            {
                // Empty, or a file of the kernel, whose length shows only at its end.
                await CopyAsync(file, body, long.MaxValue, context.RequestAborted).ConfigureAwait(false);
                return;
            }

            var (start, count) = (0L, length);
            if (RangeOf(context.Request) is { } range)
            {
                (start, count) = Resolve(range, length);
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{start + count - 1}/{length}");
            }

            response.ContentLength = count;
            file.Position = start;
            await CopyAsync(file, body, count, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static RangeItemHeaderValue? RangeOf(HttpRequest request) =>
        RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) && range.Unit == "bytes" && range.Ranges.Count == 1 ? range.Ranges.First() : null;

    private static (long Start, long Count) Resolve(RangeItemHeaderValue range, long length)
    {
        var start = range.From ?? Math.Max(0, length - (range.To ?? 0));
        var end = range.From is null ? length - 1 : Math.Min(range.To ?? long.MaxValue, length - 1);
        return start <= end && start < length
            ? (start, end - start + 1)
            : throw new HostRefusal(416, ExecutorErrorCode.RangeNotSatisfiable, $"The file has {length} bytes; the range is outside of it.");
    }

    private static async Task CopyAsync(FileStream file, Stream destination, long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (count > 0 && await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
