using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>
/// The ids ("bids") of a page's elements: a number, and before it letters that name the frame, none for the page itself. An element keeps its id as long as
/// it is there; a number is not given again within a document.
/// </summary>
/// <remarks>Not safe for concurrent use: one action at a time looks at a page. The page is not changed for it.</remarks>
internal sealed class ElementIds
{
    private readonly Dictionary<string, FrameIds> _frames = new(StringComparer.Ordinal);
    private int _lastPrefix;

    /// <summary>Where an element is found.</summary>
    /// <param name="Session">DevTools of its frame.</param>
    /// <param name="FrameId">Its frame.</param>
    /// <param name="LoaderId">Its document.</param>
    /// <param name="BackendNodeId">Its number in Chromium.</param>
    public sealed record Place(ICDPSession Session, string FrameId, string LoaderId, long BackendNodeId);

    /// <summary>Begins to give ids to what is in a frame now. What is not named before <see cref="EndFrame"/> is forgotten.</summary>
    public void BeginFrame(ICDPSession session, string frameId, string loaderId, bool isMain)
    {
        if (!_frames.TryGetValue(frameId, out var ids))
        {
            ids = new FrameIds(isMain ? "" : Letters(_lastPrefix++));
            _frames[frameId] = ids;
        }

        ids.Begin(session, loaderId);
    }

    /// <summary>The id of an element of a frame that was begun.</summary>
    public string Name(string frameId, long backendNodeId) => _frames[frameId].Name(backendNodeId);

    /// <summary>Ends naming in a frame.</summary>
    public void EndFrame(string frameId) => _frames[frameId].End();

    /// <summary>Forgets the frames that are not there any more.</summary>
    public void KeepFrames(IReadOnlySet<string> frameIds)
    {
        foreach (var gone in _frames.Keys.Where(frame => !frameIds.Contains(frame)).ToList())
        {
            _frames.Remove(gone);
        }
    }

    /// <summary>Finds the element of an id.</summary>
    public bool TryFind(string bid, [NotNullWhen(true)] out Place? place)
    {
        var digits = bid.AsSpan().IndexOfAnyInRange('0', '9');
        place = null;
        if (digits < 0 || !int.TryParse(bid.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        foreach (var (frameId, ids) in _frames)
        {
            if (bid.AsSpan(0, digits).SequenceEqual(ids.Prefix) && ids.Find(number) is { } backendNodeId && ids.Session is { } session)
            {
                place = new Place(session, frameId, ids.LoaderId, backendNodeId);
            }
        }

        return place is not null;
    }

    /// <summary>a … z, aa …</summary>
    private static string Letters(int number)
    {
        var letters = "";
        for (var rest = number + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('a' + ((rest - 1) % 26)) + letters;
        }

        return letters;
    }

    private sealed class FrameIds(string prefix)
    {
        private Dictionary<long, int> _numbers = [];
        private Dictionary<long, int> _next = [];
        private Dictionary<int, long> _elements = [];
        private int _last;

        public string Prefix => prefix;

        public string LoaderId { get; private set; } = "";

        public ICDPSession? Session { get; private set; }

        public void Begin(ICDPSession session, string loaderId)
        {
            if (loaderId != LoaderId)
            {
                _numbers = [];
                _last = 0;
            }

            Session = session;
            LoaderId = loaderId;
            _next = [];
        }

        public string Name(long backendNodeId)
        {
            if (!_next.TryGetValue(backendNodeId, out var number))
            {
                number = _numbers.TryGetValue(backendNodeId, out var known) ? known : _last++;
                _next[backendNodeId] = number;
            }

            return string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");
        }

        public void End()
        {
            _numbers = _next;
            _elements = _numbers.ToDictionary(entry => entry.Value, entry => entry.Key);
        }

        public long? Find(int number) => _elements.TryGetValue(number, out var backendNodeId) ? backendNodeId : null;
    }
}
