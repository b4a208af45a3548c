import Mixer

// The `layers:` and `pages:` sections.
extension MappingReader {
  mutating func readLayers(_ place: Located?, pages: Located?, takeover usual: Takeover?) {
    guard let place else { return }
    guard let pairs = place.pairs, !pairs.isEmpty else {
      return complain(place, "layers is written as 'NAME:' with lines such as 'fader[1-8]: bank[n]/fader' under it")
    }
    let names = pairs.map { $0.key.text ?? "" }
    readPages(pages, layers: names)
    for (key, value) in pairs {
      var layer = Layer(name: key.text ?? "")
      guard let lines = value.pairs else {
        complain(value, "a layer is written as lines such as 'fader[1-8]: bank[n]/fader'")
        continue
      }
      layerPlaces.append(key)
      linePlaces.append([:])
      let words = lines.filter { Section.layer[$0.key.text ?? ""] != nil }.map { ($0.key.text ?? "", $0.value) }
      let own: Takeover? = word("takeover", of: Entries(.layer, Dictionary(words) { $1 }))
      for (control, job) in lines where Section.layer[control.text ?? ""] == nil {
        readLine(control, job, layers: names, takeover: Takeovers(layer: own, device: usual), into: &layer)
      }
      layers.append(layer)
    }
  }

  /// What a layer and the file say of takeover; a line says it before them, a control between them.
  struct Takeovers {
    let layer: Takeover?
    let device: Takeover?
  }

  private mutating func readPages(_ place: Located?, layers: [String]) {
    guard let place else { return }
    guard let pairs = place.pairs else {
      return complain(place, "pages is written as 'SET: [LAYER, LAYER]', such as 'strip: [eq, dynamics]'")
    }
    for (key, value) in pairs {
      var set = PageSet(name: key.text ?? "")
      for item in value.items ?? [value] {
        let name = item.text ?? ""
        guard let layer = layers.firstIndex(of: name), layer > 0 else {
          let known = Array(layers.dropFirst())
          complain(item, "there is no layer '\(name)' that can be a page\(Suggestion.text(for: name, among: known))")
          continue
        }
        if set.layers.contains(layer) || pageSets.contains(where: { $0.layers.contains(layer) }) {
          complain(item, "'\(name)' is a page already; keep one")
          continue
        }
        set.layers.append(layer)
      }
      pageSets.append(set)
    }
  }

  private mutating func readLine(
    _ key: Located, _ value: Located, layers: [String], takeover: Takeovers, into layer: inout Layer
  ) {
    for (place, number) in controls(named: key) {
      let control = controls[place]
      if layer.assignments[place] != nil {
        return complain(key, "\(control.name) is assigned twice in this layer; keep one line")
      }
      let reader = JobReader(
        number: number, bankKinds: bank.kinds, layers: layers, pages: pageSets, places: places,
        catalogue: MappingReader.largest)
      guard var assignment = assignment(value, reader, control) else { return }
      if control.isAbsolute, value.pairs?.contains(where: { $0.key.text == "takeover" }) != true {
        assignment.takeover = takeover.layer ?? control.takeover ?? takeover.device ?? .pickup
      }
      layer.assignments[place] = assignment
      linePlaces[linePlaces.count - 1][place] = key
    }
  }

  /// The places of the controls that a key names, with their numbers.
  private mutating func controls(named key: Located) -> [(Int, Int?)] {
    do throws(Complaint) {
      var found: [(Int, Int?)] = []
      for (name, number) in try ControlName(key.text ?? "").all {
        guard let place = places[name] else {
          let near = Suggestion.text(for: key.text ?? "", among: rows.map { $0.key.text ?? "" })
          throw Complaint("the device has no control '\(name)'\(near)")
        }
        found.append((place, number))
      }
      return found
    } catch {
      complain(key, error.text)
      return []
    }
  }
}
