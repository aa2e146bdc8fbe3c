// Draws scenes of geoms: shapes with a size and a colour, moved by poses.
import * as three from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';

/** Edge of the drawn part of a plane without end, in multiples of the camera's distance. */
const FAR = 20;
const FIELD_OF_VIEW = 40;
const DEGREE = Math.PI / 180;
/** Straight down, `up` would have no direction on the screen. */
const STEEPEST = 89.9;
/** Position and quaternion. */
const POSE = 7;

/** Squares of a length of one, so that movement over the floor is seen. */
function checks(edges, colour) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 2;
  const context = canvas.getContext('2d');
  const base = new three.Color(...colour);
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]) {
    context.fillStyle = `#${base
      .clone()
      .multiplyScalar(x === y ? 1 : 0.9)
      .getHexString()}`;
    context.fillRect(x, y, 1, 1);
  }
  const texture = new three.CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = three.RepeatWrapping;
  texture.repeat.set(edges[0] / 2, edges[1] / 2);
  texture.magFilter = three.NearestFilter;
  texture.colorSpace = three.SRGBColorSpace;
  return texture;
}

/** Lengths of the edges of a plane. */
const edgesOf = ({ size }, distance) => [0, 1].map((axis) => 2 * size[axis] || FAR * distance);

function geometryOf({ shape, size }, distance) {
  // The library's capsules and cylinders lie along y, a scene's along z.
  if (shape === 'capsule') return new three.CapsuleGeometry(size[0], 2 * size[1], 12, 24).rotateX(Math.PI / 2);
  if (shape === 'cylinder') return new three.CylinderGeometry(size[0], size[0], 2 * size[1], 48).rotateX(Math.PI / 2);
  if (shape === 'box') return new three.BoxGeometry(2 * size[0], 2 * size[1], 2 * size[2]);
  if (shape === 'ellipsoid') return new three.SphereGeometry(1, 32, 24).scale(size[0], size[1], size[2]);
  if (shape === 'plane') return new three.PlaneGeometry(...edgesOf({ size }, distance));
  return new three.SphereGeometry(size[0], 32, 24);
}

function meshOf(geom, distance) {
  const [red, green, blue, opacity = 1] = geom.colour;
  const colour = new three.Color().setRGB(red, green, blue, three.SRGBColorSpace);
  const flat = geom.shape === 'plane';
  const material = new three.MeshStandardMaterial({
    roughness: 0.7,
    ...(flat ? { map: checks(edgesOf(geom, distance), [red, green, blue]) } : { color: colour }),
    ...(opacity < 1 ? { transparent: true, opacity } : {}),
  });
  const mesh = new three.Mesh(geometryOf(geom, distance), material);
  mesh.castShadow = !flat;
  mesh.receiveShadow = true;
  return mesh;
}

/** Where a camera is: degrees around z and above the horizon, as it looks. */
function standpoint({ distance, azimuth, elevation }) {
  const up = Math.max(-STEEPEST, Math.min(STEEPEST, elevation)) * DEGREE;
  const around = azimuth * DEGREE;
  const ahead = [Math.cos(up) * Math.cos(around), Math.cos(up) * Math.sin(around), Math.sin(up)];
  return new three.Vector3(...ahead).multiplyScalar(-distance);
}

/** A drawing in an element, or undefined where there is no scene or the browser cannot draw one. */
export function drawingOf(scene, element, apology) {
  if (!scene) {
    element.remove();
    apology.remove();
    return undefined;
  }
  let renderer;
  try {
    renderer = new three.WebGLRenderer({ antialias: true });
  } catch {
    element.remove();
    return undefined;
  }
  apology.remove();
  element.append(renderer.domElement);
  renderer.shadowMap.enabled = true;
  renderer.setPixelRatio(Math.min(2, devicePixelRatio));

  const { geoms, camera: view } = scene;
  const world = new three.Scene();
  world.background = new three.Color(0xf2f4f7);
  world.add(new three.HemisphereLight(0xffffff, 0x8d95a3, 1.6));
  const light = new three.DirectionalLight(0xffffff, 2.2);
  light.castShadow = true;
  light.shadow.mapSize.set(2048, 2048);
  for (const side of ['left', 'bottom']) light.shadow.camera[side] = -view.distance;
  for (const side of ['right', 'top']) light.shadow.camera[side] = view.distance;
  light.shadow.camera.far = 6 * view.distance;
  light.shadow.bias = -0.002;
  world.add(light, light.target);
  const meshes = geoms.map((geom) => meshOf(geom, view.distance));
  world.add(...meshes);

  const camera = new three.PerspectiveCamera(FIELD_OF_VIEW, 1, view.distance / 100, FAR * view.distance);
  camera.up.set(0, 0, 1);
  const controls = new OrbitControls(camera, renderer.domElement);
  controls.target.set(...view.target);
  camera.position.copy(controls.target).add(standpoint(view));
  /** How far the followed geom has carried the camera along. */
  const carried = new three.Vector3();
  const render = () => renderer.render(world, camera);
  controls.addEventListener('change', render);

  const resize = () => {
    const width = element.clientWidth;
    const height = Math.round(Math.min(0.62 * width, 0.62 * innerHeight));
    renderer.setSize(width, height);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
  };

  function draw({ poses, moving, still }, frame) {
    const put = (index, values, at) => {
      meshes[index].position.fromArray(values, at);
      meshes[index].quaternion.fromArray(values, at + 3);
    };
    for (const [i, index] of still.indices.entries()) put(index, still.poses, POSE * i);
    for (const [i, index] of moving.entries()) put(index, poses, POSE * (frame * moving.length + i));
    if (view.follow !== undefined) {
      const { x, y } = meshes[view.follow].position;
      const by = new three.Vector3(x, y, 0).sub(carried);
      carried.add(by);
      camera.position.add(by);
      controls.target.add(by);
    }
    light.target.position.copy(controls.target);
    light.position.copy(controls.target).add(new three.Vector3(-1, -1.5, 3).multiplyScalar(view.distance / 2));
    controls.update();
    render();
  }

  resize();
  return { draw, resize, canvas: renderer.domElement };
}
