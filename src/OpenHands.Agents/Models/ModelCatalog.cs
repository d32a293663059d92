using System.Net.Http.Headers;
using System.Text.Json;

namespace OpenHands.Agents.Models;

/// <summary>Asks endpoints which models they have, and remembers it for a while.</summary>
internal sealed class ModelCatalog : IDisposable
{
    private const int MostBytes = 4_000_000;
    private const int MostModels = 2_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_keepAnswers = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_keepFailures = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();
    private readonly Dictionary<Uri, Answer> _answers = [];

    public ModelCatalog(TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = s_patience, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MostBytes,
        };
    }

    /// <summary>The names and models of groups, and what their endpoints report.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(IReadOnlyList<ModelOptions> models, CancellationToken cancellationToken)
    {
        // Only endpoints that somebody configured: a list is no reason to call a public service.
        var endpoints = models.Where(model => model is { BaseUrl: not null, Provider: ModelOptions.OpenAIProvider }).DistinctBy(model => model.BaseUrl);
        var reported = await Task.WhenAll(endpoints.Select(model => AskAsync(model).WaitAsync(cancellationToken))).ConfigureAwait(false);
        return [.. models.SelectMany(model => new[] { model.Name, model.Model }).Concat(reported.SelectMany(names => names)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    // Those who ask meanwhile get the same answer.
    private Task<IReadOnlyList<string>> AskAsync(ModelOptions model)
    {
        lock (_gate)
        {
            if (!_answers.TryGetValue(model.BaseUrl!, out var answer) || answer.IsOld(_time))
            {
                answer = new Answer(FetchAsync(model), _time.GetTimestamp());
                _answers[model.BaseUrl!] = answer;
            }

            return answer.Models;
        }
    }

    private async Task<IReadOnlyList<string>> FetchAsync(ModelOptions model)
    {
        try
        {
            using var patience = new CancellationTokenSource(s_patience, _time);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{model.BaseUrl!.GetLeftPart(UriPartial.Path).TrimEnd('/')}/models"));
            if (model.ApiKey is { } key)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
            }

            using var response = await _http.SendAsync(request, patience.Token).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(patience.Token).ConfigureAwait(false));
            return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()).OfType<string>().Take(MostModels)];
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException or InvalidOperationException or ObjectDisposedException)
        {
            return [];
        }
    }

    private sealed record Answer(Task<IReadOnlyList<string>> Models, long Asked)
    {
        public bool IsOld(TimeProvider time) =>
            Models.IsCompletedSuccessfully && time.GetElapsedTime(Asked) > (Models.Result.Count == 0 ? s_keepFailures : s_keepAnswers);
    }
}
